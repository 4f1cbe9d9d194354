"""The users and groups of the plain project."""
