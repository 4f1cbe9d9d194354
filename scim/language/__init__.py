"""What clients write: filters, paths, values and PATCH, RFC 7644. Pure: no database, no HTTP.

`tolerance` turns what one client sends its own way into a regular form.
"""
