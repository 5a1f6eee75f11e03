"""Addresses of the demo's own pages."""

from django.urls import path

from portal.demo import loyalty, views

urlpatterns = [
    path("mailbox/", views.inbox, name="demo-mailbox"),
    path("mailbox/<slug:name>/", views.message, name="demo-message"),
    path("mailbox/<slug:name>/body/", views.body, name="demo-body"),
    path("mailbox/<slug:name>/file/<int:number>/", views.attachment, name="demo-attachment"),
    path("loyalty/", loyalty.door, name="demo-loyalty"),
    path("business/", views.business, name="demo-business"),
    path("time/", views.forward, name="demo-time"),
]
