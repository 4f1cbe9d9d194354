"""The site is in English."""
