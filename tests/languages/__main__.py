"""Bring the catalogues up to date."""

import sys

from . import catalogue, sources

if __name__ == "__main__":
    found = sources.found()
    missing = 0
    for language in sys.argv[1:] or catalogue.languages():
        kept = catalogue.read(language)
        entries = [catalogue.renewed(text, kept.get(text.key)) for text in found.values()]
        catalogue.write(language, entries)
        empty = [entry.text.single for entry in entries if not all(entry.said)]
        missing += len(empty)
        print(f"{language}: {len(entries)} texts, {len(empty)} without a translation")
        for text in empty:
            print(f"  {text}")
    sys.exit(bool(missing))
