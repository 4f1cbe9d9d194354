"""The attribute table, RFC 7643, and the errors of RFC 7644 with their answers. No database.

Begin with `schemas`.
"""
