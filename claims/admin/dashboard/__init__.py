"""The first page of the admin: what is new, what falls due, what is wrong, what waits, and whether all is at work."""
