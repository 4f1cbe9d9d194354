"""The attribute table, RFC 7643, and the errors of RFC 7644. Begin with `schemas`. No database."""
