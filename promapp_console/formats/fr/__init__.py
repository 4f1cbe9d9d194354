"""The site in French."""
