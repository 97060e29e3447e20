"""The catalogue of indicators, one indicator, its places, why a value is so, plans against results."""

from django.urls import path

from . import acting, aiming, listing, one, places, plans, whatif

urlpatterns = [
    path("indicators/", listing.catalogue, name="indicators"),
    path("indicators/indicators.csv", listing.export, name="indicators_csv"),
    path("indicators/plans/", plans.overview, name="indicator_plans"),
    path("indicators/plans/<str:code>/", plans.page, name="indicator_plan"),
    path("indicators/<str:code>/", one.page, name="indicator"),
    path("indicators/<str:code>/values.csv", one.export, name="indicator_csv"),
    path("indicators/<str:code>/note/", acting.note, name="indicator_note"),
    path("indicators/<str:code>/target/", aiming.aim, name="indicator_target"),
    path("indicators/<str:code>/why/", one.why, name="indicator_why"),
    path("indicators/<str:code>/what-if/", whatif.page, name="indicator_whatif"),
    path("indicators/<str:code>/places/", places.page, name="indicator_places"),
    path("indicators/<str:code>/places.csv", places.export, name="indicator_places_csv"),
]
