"""The site in Spanish."""
