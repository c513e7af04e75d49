"""Who is a member, under which key: the roster, joining, and the folder where a member keeps it all."""
