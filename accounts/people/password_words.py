"""Words that anybody tries first at this site: no password may be made of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.folding import fold

# docs/security.md lists them; PASSWORD_WORDS adds an organisation's own.
WORDS = ("promapp", "console", "scim", "provisioning", "administrator", "admin", "superuser")
LEFT = 6  # characters that a password must have beside them
SHORTEST = 4  # a shorter word would stand in many a good password by chance


class WordsValidator:
    """Refuses passwords that are little more than the names of the site and its people's work."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        left = fold(password)
        for word in sorted(words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT and left != fold(password):
            raise ValidationError(
                _("The password is little more than a name of this site or of what is done here."),
                code="password_of_site_words",
            )

    def get_help_text(self) -> str:
        """One line beside the field."""
        return _("A password is not made of the names of this site or of what is done here.")


def words() -> set[str]:
    """What is listed, and the parts of the site's own name, folded."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    labels = [] if re.fullmatch(r"[\d.]+", host) or ":" in host else re.split(r"[.-]", host)[:-1]
    found = {fold(word) for word in (*WORDS, *labels, *settings.PASSWORD_WORDS)}
    return {word for word in found if len(word) >= SHORTEST}
