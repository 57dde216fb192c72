"""Django, with synchronous and asynchronous views."""

import asyncio
import unittest

import django
from django import conf
from django.http import HttpResponse, JsonResponse
from django.test import AsyncClient, Client
from django.urls import path
from restauth.django import current_token, protected

from .scene import GONE, LIVE, PAIR, Scene

urlpatterns = []


def setUpModule():
    middleware = ["django.middleware.csrf.CsrfViewMiddleware"]
    conf.settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        MIDDLEWARE=middleware,
        SECRET_KEY="not used",
    )
    django.setup()


def views(verifier):
    @protected(verifier)
    def orders(request):
        return JsonResponse({"account": current_token(request).subject})

    @protected(verifier, scope="orders:write", role="editor")
    def change(request, order):
        current_token(request).require_no_actor()
        return HttpResponse(order)

    @protected(verifier)
    async def asynchronous(request):
        current_token(request).require_scope("api")
        return HttpResponse(current_token(request).subject)

    urlpatterns[:] = [
        path("orders", orders),
        path("orders/<order>", change),
        path("async", asynchronous),
    ]


class DjangoTest(unittest.TestCase):
    def scene(self):
        django.urls.clear_url_caches()
        scene = Scene().begin()
        self.addCleanup(scene.__exit__)
        views(scene.verifier)
        return scene

    def test_protected_view(self):
        scene = self.scene()
        client = Client()

        def get(token):
            return client.get("/orders", HTTP_AUTHORIZATION=f"Bearer {token}")

        self.assertEqual(get(LIVE).json(), {"account": "42"})
        self.assertEqual(client.get("/orders").headers["WWW-Authenticate"], "Bearer")
        response = get(GONE)
        self.assertEqual(response.status_code, 401)
        challenge = 'Bearer error="invalid_token"'
        self.assertEqual(response.headers["WWW-Authenticate"], challenge)
        scene.clock.ticked += 3_000
        response = get(LIVE)
        self.assertEqual(response.status_code, 503)
        self.assertEqual(response.headers["Retry-After"], "3")

    def test_changes_need_rights_but_no_csrf_token(self):
        self.scene()
        client = Client(enforce_csrf_checks=True)
        both = {"scope": "orders:write", "roles": ["editor"]}
        for changes, status in (
            (both, 200),
            ({}, 403),
            ({**both, "act": {"sub": "7"}}, 403),
        ):
            token = PAIR.sign(**changes)
            authorization = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
            response = client.post("/orders/1", **authorization)
            self.assertEqual(response.status_code, status)
            if status == 403:
                challenge = response.headers["WWW-Authenticate"]
                self.assertIn("insufficient_scope", challenge)

    def test_asynchronous_view(self):
        self.scene()

        async def get(token):
            client = AsyncClient()
            return await client.get("/async", AUTHORIZATION=f"Bearer {token}")

        self.assertEqual(asyncio.run(get(LIVE)).content, b"42")
        self.assertEqual(asyncio.run(get(GONE)).status_code, 401)
        self.assertEqual(asyncio.run(get(PAIR.sign(scope="x"))).status_code, 403)


if __name__ == "__main__":
    unittest.main()
