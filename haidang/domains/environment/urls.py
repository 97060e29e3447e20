"""Rooms of the environment beside the pages of its manifest, under /d/environment/."""

from django.urls import path

from .pages import permits, risk

urlpatterns = [
    path("permits/new/", permits.add, name="environment_permit_new"),
    path("permits/<int:number>/", permits.one, name="environment_permit"),
    path("permits/<int:number>/revoke/", permits.revoke, name="environment_permit_revoke"),
    path("risk/new/", risk.declare, name="environment_risk_new"),
    path("risk/<int:number>/end/", risk.end, name="environment_risk_end"),
]
