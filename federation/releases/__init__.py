"""Releases: proposed as candidates, signed by M of N members, published and installed through TUF."""
