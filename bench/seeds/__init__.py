"""Fill a site's database directly, each script in the environment of the project it is for.

They stand alone beside `cast`, as they also run against the last release, which has no `bench`.
"""
