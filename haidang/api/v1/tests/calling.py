"""Calls of the API as programs and pages make them."""

import json

from django.test import Client

from haidang.core.directory.keys import new_token
from haidang.core.directory.models import Key, Person


class Caller:
    """A client with its credentials. An answer is (status, body); a body that is a failure must be problem+json."""

    def __init__(self, token="", person=None):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        if person is not None:
            self.client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
            self.client.cookies["csrftoken"] = "a" * 32
            self.headers["x-csrftoken"] = "a" * 32

    def call(self, method, path, body=None, **query):
        answer = self.client.generic(
            method,
            f"/api/v1/{path}",
            data=body if isinstance(body, bytes) else b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers=self.headers,
            query_params=query,
        )
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", answer.content
            assert answer.json()["status"] == answer.status_code
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, **body):
        return self.call("POST", path, body)

    def patch(self, path, **body):
        return self.call("PATCH", path, body)

    def pages(self, path, meanwhile=lambda: None, **query):
        """The items of all pages; something may happen between one page and the next."""
        found, after = [], ""
        while True:
            status, page = self.get(path, **query, **({"after": after} if after else {}))
            assert status == 200, page
            found += page["items"]
            if page["next"] is None:
                return found
            after = page["next"]
            meanwhile()


def with_key(*scopes, **fields):
    token, prefix, hashed = new_token()
    Key.objects.create(name=f"key-{prefix}", prefix=prefix, hash=hashed, can=list(scopes), **fields)
    return Caller(token)


def in_session(actor):
    return Caller(person=Person.objects.get(pk=actor.id))
