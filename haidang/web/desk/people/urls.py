from django.urls import path

from . import duties, keys, offices, personal, reviews, security, views

urlpatterns = [
    path("people/", views.listed, name="people"),
    path("people/new/", views.create, name="person_new"),
    path("people/<int:number>/", views.one, name="person"),
    path("people/<int:number>/look/", personal.look, name="person_look"),
    path("people/<int:number>/change/", views.change, name="person_change"),
    path("people/<int:number>/password/", views.password, name="person_password"),
    path("people/<int:number>/unlock/", views.unlock, name="person_unlock"),
    path("people/<int:number>/switch/", views.switch, name="person_switch"),
    path("people/<int:number>/sessions/<int:session>/end/", views.end_session, name="person_session_end"),
    path("people/<int:number>/duty/", duties.give, name="duty_give"),
    path("people/duties/<int:number>/revoke/", duties.revoke, name="duty_revoke"),
    path("people/<int:number>/signins/", security.signins, name="person_signins"),
    path("people/<int:number>/outside/<str:issuer>/unlink/", security.unlink, name="person_unlink"),
    path("people/limits/", security.limits, name="signin_limits"),
    path("people/reviews/", reviews.listed, name="reviews"),
    path("people/reviews/begin/", reviews.begin, name="review_begin"),
    path("people/reviews/keep/", reviews.keep, name="review_keep"),
    path("people/reviews/<int:number>/", reviews.listed, name="review"),
    path("people/reviews/<int:number>/csv/", reviews.exported, name="review_csv"),
    path("people/reviews/lines/<int:number>/take/", reviews.take, name="review_take"),
    path("people/offices/", offices.tree, name="offices"),
    path("people/offices/<str:code>/change/", offices.change, name="office_change"),
    path("people/keys/", keys.listed, name="keys"),
    path("people/keys/new/", keys.create, name="key_new"),
    path("people/keys/<str:name>/revoke/", keys.revoke, name="key_revoke"),
]
