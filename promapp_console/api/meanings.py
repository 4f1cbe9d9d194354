"""What the API's fields mean, for those whose own definition does not say so."""

from __future__ import annotations

from typing import Any

from scim.table.columns import single_values

# By the name of the field: the same name means the same wherever it stands.
MEANINGS = {
    "action": "What was done.",
    "actor_name": "Who did it, by the name of the time.",
    "address": "The IP address that it came from.",
    "changes": "What was different afterwards; empty if nothing was.",
    "checks": "What was looked at.",
    "connection": "How the connection to the identity provider is.",
    "counters": "What was done on that day.",
    "created": "When it was made.",
    "created_at": "When it happened, or was made.",
    "day": "The day, in UTC.",
    "deleted": "How many were deleted.",
    "description": "What an administrator called it: where it is used.",
    "detail": "What was said of it, in a sentence.",
    "diagnosis": "What went wrong, and what to do; null if nothing did.",
    "disabled": "How many were disabled.",
    "display_name": "The name that people read.",
    "duration_ms": "How long it took, in milliseconds.",
    "email": "The e-mail address.",
    "enabled": "How many were enabled.",
    "expires_at": "When it expires; null for never.",
    "expires_in_days": "In how many days it expires.",
    "external_id": "The identity provider's own id.",
    "failed": "How many requests failed.",
    "family_name": "The family name.",
    "given_name": "The given name.",
    "groups": "Of groups; or how many groups the identity provider manages.",
    "id": "The id here.",
    "is_administrator": "Whether the user is an administrator.",
    "kind": "A token that is pasted as it is, or an OAuth client that gets short-lived ones.",
    "last_24_hours": "What was done within 24 hours.",
    "last_login": "When the user last signed in; null for never.",
    "last_modified": "When it was last changed.",
    "last_used_address": "The IP address that last used it.",
    "last_used_at": "When it was last used; null for never.",
    "manager": "The user's manager; null if there is none here.",
    "member_count": "How many members the group has.",
    "member_of": "The groups that the user is in.",
    "method": "The HTTP method.",
    "name": "What it is called.",
    "object_id": "The key of what it was done to.",
    "object_name": "The name, at the time, of what it was done to.",
    "owner": "Whose it is; null if they are gone.",
    "path": "The address that was called.",
    "rejected": "How many requests were turned away.",
    "request_id": "The request's id, as in the answer and the server's log.",
    "resource_id": "The SCIM id of the user or group.",
    "resource_type": "User or Group.",
    "result": "What came of it.",
    "results": "The rows of this page.",
    "revoked_at": "When it was revoked; null if it was not.",
    "revoked_by": "Who revoked it.",
    "revoked_reason": "Why it was revoked.",
    "scim_type": "The scimType of the error, RFC 7644.",
    "scope": "What it opens.",
    "skipped": "How many requests changed nothing.",
    "state": "How it is now.",
    "status": "The HTTP status of the answer; of a check, whether all is well.",
    "title": "The cause, in a few words.",
    "to_date": "What was done since the beginning.",
    "token": "The access token that was used; null if it is not known.",
    "total": "Of users and groups together.",
    "updated": "How many were changed.",
    "user_agent": "What the client called itself.",
    "user_name": "The name to sign in with.",
    "users": "Of users; or how many users the identity provider manages.",
}


def add(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Give each field of the description that has none the words for its name."""
    scim = {item.column: f"SCIM's `{item.name}`." for item in single_values()}
    for kind, schema in result.get("components", {}).get("schemas", {}).items():
        meanings = {**MEANINGS, **scim} if kind == "UserDetail" else MEANINGS
        for name, field in schema.get("properties", {}).items():
            words = meanings.get(name)
            if field.get("description") or not words:
                continue
            if reference := field.pop("$ref", None):  # beside which nothing else may stand
                field["allOf"] = [{"$ref": reference}]
            field["description"] = words
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter.setdefault("description", MEANINGS[parameter["name"]])
    return result
