from django.urls import URLPattern, path

from . import views

HERE = "app/r/<str:code>/<str:secret>/pay/<str:bill>"
urlpatterns: list[URLPattern] = [
    path(f"{HERE}/", views.bill, name="app_bill"),
    path(f"{HERE}/qr.png", views.picture, name="app_bill_picture"),
]
