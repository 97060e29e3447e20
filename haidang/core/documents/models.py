"""Documents of cases and what becomes of them, signatures that are waited for, and the papers that people keep with us."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Person
from haidang.core.files.models import File
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words

from .aloud import aloud
from .kinds import Kind, kinds


class Document(models.Model):
    """One document of a case. `check_code` stands on the paper and opens the public check page; `facts` is what it says.

    state: draft (may still be changed), waiting (for a signature), signed, void (with the reason).
    file: the PDF as it is now; drawn: the same before anybody signed it.  place: where the signature shows, as
    crafts.press says it.  level: B-B or B-T (ETSI EN 319 142-1), "" without an electronic signature.
    origin: made here, or "outside" for what another system had signed.  paper: the name under which it can stand for a part
    of a later dossier.  owner: whose it is, as far as they have an account.
    """

    kind_name = "document"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "case__place__path",
        "office": "case__office__code",
        "matter": "case__kind",
        "own": "owner",
    }

    code = models.CharField(max_length=40, unique=True)
    check_code = models.CharField(max_length=14, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="draft")
    origin = models.CharField(max_length=10, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="documents")
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=60)
    name_vi = models.TextField()
    name_en = models.TextField()
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    drawn = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    place: "models.JSONField[list[float], list[float]]" = models.JSONField(default=list)
    paper = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="documents")
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    signer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.TextField(blank=True)
    level = models.CharField(max_length=4, blank=True)
    is_trial = models.BooleanField(default=False)
    drafted_at = models.DateTimeField()
    waiting_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    valid_to = models.DateField(null=True)
    returned = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        db_table = "document"
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "serial", "year"], name="document_number_once")
        ]
        indexes = [
            models.Index(fields=["case", "-drafted_at"], name="document_of_case"),
            models.Index(fields=["waiting_at"], name="document_waiting", condition=Q(state="waiting")),
            models.Index(fields=["owner", "-signed_at"], name="document_owned", condition=Q(owner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name_vi}"

    @property
    def facts_of_kind(self) -> Kind:
        return kinds()[self.kind]

    @property
    def name(self) -> str:
        return shown(Words(vi=self.name_vi, en=self.name_en))

    @property
    def link(self) -> str:
        return f"/documents/{self.code}/"

    @property
    def check_path(self) -> str:
        return f"/app/check/{self.check_code}/"

    @property
    def check_aloud(self) -> str:
        """The check code as it is read over the telephone."""
        return aloud(self.check_code)

    @property
    def needs_leader(self) -> bool:
        return self.facts_of_kind.signer == "leader"

    @property
    def scope_place(self) -> str:
        return self.case.place.path

    @property
    def scope_office(self) -> str:
        return self.case.office.code

    @property
    def scope_matter(self) -> str:
        return self.case.kind

    @property
    def person_id(self) -> int | None:
        """Whose own it is."""
        return self.owner_id

    @property
    def link_holder(self) -> str:
        """Whoever holds the secret link of the case may do what is the citizen's to do."""
        return self.case.code


class Credential(models.Model):
    """Under which number somebody signs at a signing service: a personal number, shown to nobody else."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signing_credentials")
    connector = models.CharField(max_length=40)
    user = models.CharField(max_length=20)

    class Meta:
        db_table = "signing_credential"
        constraints = [models.UniqueConstraint(fields=["person", "connector"], name="signing_credential_once")]


class Signing(models.Model):
    """One request at a remote signing service: confirmed once on the signer's telephone, for all documents in it.

    state: waiting, confirmed, cancelled, expired, failed.  `late_at`: an answer that came after it was over, not used.
    The certificate (DER) is the one the hashes were prepared for.
    """

    kind_name = "signing"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"office": "office__code", "own": "person"}

    token = models.CharField(max_length=32, unique=True)
    connector = models.CharField(max_length=40)
    tran_code = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="signings")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.TextField()
    certificate = models.BinaryField()
    chain: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="waiting")
    why = models.TextField(blank=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signing"
        indexes = [
            models.Index(fields=["expires_at"], name="signing_waiting", condition=Q(state="waiting")),
            models.Index(fields=["connector", "tran_code"], name="signing_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.tran_code}"

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class SigningPart(models.Model):
    """One document of a request: the PDF with room for the signature, and the hash that is to be signed (hexadecimal)."""

    signing = models.ForeignKey(Signing, on_delete=models.CASCADE, related_name="parts")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signing_parts")
    hash = models.CharField(max_length=64)
    prepared = models.BinaryField(null=True)
    kept: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "signing_part"
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(is_open=True), name="signing_one_at_a_time")
        ]


class OwnPaper(models.Model):
    """A paper of somebody's own that was not made here, digitised once: `paper` as in results and parts of procedures.

    An officer who has seen the original verifies it.
    """

    kind_name = "own_paper"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "person"}

    token = models.CharField(max_length=22, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="own_papers")
    paper = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=160)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    valid_to = models.DateField(null=True)
    added_at = models.DateTimeField()
    verified_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    verified_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "own_paper"
        indexes = [models.Index(fields=["person", "-added_at"], name="own_paper_newest")]

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """The owner lets an office see one paper until a day. Nobody else can give this."""

    kind_name = "share"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "office__place__path", "office": "office__code", "own": "person"}

    token = models.CharField(max_length=22, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shares")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="shares")
    own_paper = models.ForeignKey(OwnPaper, null=True, on_delete=models.PROTECT, related_name="shares")
    why = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "paper_share"
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) ^ Q(own_paper__isnull=False), name="paper_share_of_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.document or self.own_paper)

    @property
    def scope_place(self) -> str:
        return self.office.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code
