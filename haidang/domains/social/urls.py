"""Rooms of public sources beside the pages of its manifest, under /d/social/."""

from django.urls import path

from .pages import posts, topics

urlpatterns = [
    path("posts/<int:number>/", posts.one, name="social_post"),
    path("posts/<int:number>/tone/", posts.judge, name="social_tone"),
    path("posts/<int:number>/aside/", posts.set_aside, name="social_aside"),
    path("topics/new/", topics.keep, name="social_topic_new"),
    path("topics/<str:code>/", topics.keep, name="social_topic"),
]
