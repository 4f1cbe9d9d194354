"""Users, groups and what they may be called and do. Begin with `rows`."""
