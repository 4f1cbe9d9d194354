"""What becomes of an account: disabled, deleted, promoted, linked, detached.

Each act is one function, and whole: it keeps one administrator, ends access, and stands in the
audit log, in one transaction.
"""
