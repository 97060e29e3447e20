"""What people sent, what was made of it, and what is still on its way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Person
from haidang.kernel.facts import Words


class File(models.Model):
    """One file: what is known of its content, and whose and of which class it is. The content lies in the store by its hash.

    media_type: by its bytes, a key of `sniff.KINDS`.  place, office: path and code, as those of what it belongs to.
    taken_at, lon, lat: what the camera wrote (WGS 84), believed by nobody; never on a copy for everybody.
    derivation: "" as it was sent; "clean" drawn anew, "thumb" small, "still" of a video,
    "public" with faces and plates blurred.
    state: kept, refused (the content turned out bad when it was read), forgotten; of the last two only the row remains.
    public_state of an original: "" none is made, "waiting", "ready", "needs_person".
    regions: of a public copy, what was blurred, in fractions of width and height.
    """

    kind_name = "file"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "place",
        "office": "office",
        "data_class": "data_class",
        "own": "person",
    }

    token = models.CharField(max_length=22, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    data_class = models.CharField(max_length=20)
    place = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=80)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="files")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="kept")
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    duration = models.FloatField(null=True)
    pages = models.IntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    derived_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="derived")
    derivation = models.CharField(max_length=10, blank=True)
    public_state = models.CharField(max_length=14, blank=True)
    regions = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "file"
        indexes = [
            models.Index(fields=["sha256"], name="file_content"),
            models.Index(fields=["public_state"], condition=Q(public_state="needs_person"), name="file_needs_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["derived_from", "derivation"], condition=Q(state="kept"), name="file_derived_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_place(self) -> str:
        return self.place

    @property
    def scope_office(self) -> str:
        return self.office

    @property
    def why(self) -> Words:
        """Why it was refused or forgotten, or needs a person; empty otherwise."""
        return Words(vi=self.why_vi, en=self.why_en)

    @property
    def is_original(self) -> bool:
        return self.derived_from_id is None


class Upload(models.Model):
    """A file on its way in pieces (tus 1.0). `size` is announced, `received` is what is safely on the disk.

    whose: the actor, or whatever tells anonymous senders apart, for the bounds.
    """

    token = models.CharField(max_length=43, primary_key=True)
    name = models.CharField(max_length=160)
    whose = models.CharField(max_length=80)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "upload"
        indexes = [
            models.Index(fields=["whose"], name="upload_whose"),
            models.Index(fields=["expires_at"], name="upload_expires"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
