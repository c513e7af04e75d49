"""Practice cards that members write and share."""
