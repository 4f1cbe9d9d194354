"""Django's own user and a group, each with what the mixins of django-scim2 add."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scim.models import AbstractSCIMGroupMixin, AbstractSCIMUserMixin


class Group(AbstractSCIMGroupMixin):
    """A group: the adapter reads its `name` and its `user_set`."""

    name = models.CharField(max_length=150, unique=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractSCIMUserMixin, AbstractUser):
    """A user: the adapter reads its `scim_groups`."""

    scim_groups = models.ManyToManyField(Group, related_name="user_set", blank=True)
