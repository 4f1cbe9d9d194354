"""The JSON API for programs, under `/api/v1`. Begin with `urls`."""
