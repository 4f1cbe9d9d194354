"""A plain Django project with django-scim2, as `startproject` and the library's README make it.

It is measured beside the product, so nothing in it is tuned. Where the README leaves a choice, the
cheaper one was taken: the bearer token is a setting, not a row.
"""
