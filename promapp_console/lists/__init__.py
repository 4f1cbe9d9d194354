"""What lists of pages and of the API share: filters, and walking them page by page."""
