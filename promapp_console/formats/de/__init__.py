"""The site in German."""
