"""The console's texts in other languages: found, kept in `locale`, and compiled, by Python alone.

`python -m tests.languages` brings the catalogues up to date: it adds the texts that are new, takes
out those that are gone, and compiles. What it says is missing, a person writes into `django.po`.
"""
