from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [path("<slug:key>/", views.notice, name="bank_notice")]
