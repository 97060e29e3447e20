"""What a domain says of its procedures: who may ask for what, with which papers, by which steps, within which time.

A procedure is anything that becomes a case: a kind of field report, an administrative procedure, a directive. Its states
and moves are a flow of the same domain; what an officer must give for a move is named by the move's `needs`. A case keeps
the version of the procedure it began with.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from haidang.kernel.facts import Facts, Key, Severity, Trust, Words
from haidang.kernel.flow import Flow
from haidang.kernel.legal_clock import ClockRules
from haidang.kernel.time_limit import LimitText

Matter = Literal["report", "dossier", "directive", "request"]
"""What a case can be."""
QuestionType = Literal[
    "text", "lines", "number", "money", "date", "choice", "many", "yes_no", "place", "point", "phone", "email",
    "identity", "file",
]  # fmt: skip


Measure = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
"""A series by the domain that declares it: `environment/level`."""


WITH_CHOICES = ("choice", "many")
CLAIMS = ("name", "identity", "birth_date", "gender", "phone", "email", "address")
"""What a verified account can answer: the names that `prefill` may have."""


RESERVED_STEPS = ("filer", "together", "later", "forget")
"""Steps that every online form has besides those of its manifest."""


class Law(Facts, frozen=True, kw_only=True):
    """Where a fact comes from, and how far it may be trusted."""

    source: str
    trust: Trust
    valid_from: date | None = None
    valid_to: date | None = None


class Choice(Facts, frozen=True, kw_only=True):
    key: Key
    name: Words


class Condition(Facts, frozen=True, kw_only=True):
    """Holds when the answer to `question` is one of `is_`; an unanswered question makes it false."""

    question: Key
    is_: Annotated[list[str], Meta(min_length=1)] = field(name="is")

    def holds(self, answers: Mapping[str, Any]) -> bool:
        given = answers.get(self.question)
        return bool({str(one) for one in (given if isinstance(given, list) else [given])} & set(self.is_))


class Question(Facts, frozen=True, kw_only=True):
    """One question of a form. `prefill` names the claim of a verified account or of a paper that answers it."""

    key: Key
    name: Words
    type: QuestionType = "text"
    help: Words | None = None
    required: bool = True
    when: Condition | None = None
    choices: list[Choice] = []
    prefill: str = ""
    unit: str = ""
    min: float | None = None
    max: float | None = None
    pattern: str = ""
    example: str = ""
    is_public: bool = False


class FormStep(Facts, frozen=True, kw_only=True):
    """Questions that are asked together on one page."""

    key: Key
    name: Words
    questions: Annotated[list[Question], Meta(min_length=1)]


class Part(Facts, frozen=True, kw_only=True):
    """One paper of a dossier. `form` is its official form number, `paper` the digitised paper that can stand for it."""

    key: Key
    name: Words
    original: int = 0
    copies: int = 0
    required: bool = True
    when: Condition | None = None
    form: str = ""
    paper: str = ""


class Fee(Facts, frozen=True, kw_only=True):
    """What is to be paid, in đồng; `amount` stays empty where it is not known, `when` says at which point it is due."""

    key: Key
    name: Words
    kind: Literal["fee", "charge"] = "charge"
    amount: int | None = None
    when: Literal["receipt", "supplement", "result"] = "receipt"
    law: Law | None = None


class Result(Facts, frozen=True, kw_only=True):
    """What the citizen gets; `paper` is the name under which it can stand for a part of a later dossier."""

    key: Key
    name: Words
    paper: str = ""
    valid_for: str = ""


class Timer(Facts, frozen=True, kw_only=True):
    """One legal clock of a case.

    It starts with the state `starts` and stops with one of `stops`; states of the flow that pause clocks pause it.
    `by_grade` gives the limit for a grade of urgency where it differs; without any limit it does not run.
    Whoever holds the case is warned before, they and the head of their office when it breaks, the centre `centre_after` it;
    where that is not said, as the province says for all. `until` names a question of the form whose answer, a day, is the
    deadline: who gives the work says by when.
    """

    key: Key
    name: Words
    limit: LimitText | None = None
    until: Key | None = None
    by_grade: dict[Key, LimitText] = {}
    starts: Key
    stops: Annotated[list[Key], Meta(min_length=1)]
    rules: ClockRules = ClockRules()
    is_main: bool = False
    centre_after: LimitText | None = None
    law: Law | None = None

    def limit_for(self, grade: str) -> str | None:
        return self.by_grade.get(grade, self.limit)


class Route(Facts, frozen=True, kw_only=True):
    """Who gets a new case: the first route whose places and conditions fit. `level` is whose office of the kind it is."""

    office: str = ""
    office_kind: str = ""
    level: Literal["commune", "province"] = "commune"
    places: list[str] = []
    when: Condition | None = None
    why: Words


class Grade(Facts, frozen=True, kw_only=True):
    """A grade of urgency; `is_urgent` opens an incident at once."""

    key: Key
    name: Words
    severity: Severity = 4
    is_urgent: bool = False


class Reason(Facts, frozen=True, kw_only=True):
    """Why a case is refused, returned, extended or merged; `text` is proposed to the officer."""

    key: Key
    name: Words
    moves: Annotated[list[Key], Meta(min_length=1)]
    text: Words | None = None


class Template(Facts, frozen=True, kw_only=True):
    """Words to begin an answer with; {code}, {title}, {office}, {due} and {reason} are filled in."""

    key: Key
    name: Words
    moves: Annotated[list[Key], Meta(min_length=1)]
    text: Words


class Procedure(Facts, frozen=True, kw_only=True):
    """One procedure of a domain. `code` is its number in the national catalogue, "" for those that have none.

    `nearby` names what is measured ("environment/level") that belongs beside a case of it, from things within
    `nearby_m` metres, as it was at the minute the case was opened.
    """

    key: Key
    kind: Matter
    name: Words
    short: Words | None = None
    code: str = ""
    field: str = ""
    icon: str = ""
    version: Annotated[int, Meta(ge=1)] = 1
    state: Literal["draft", "published", "retired"] = "published"
    flow: Key
    about: Words
    words: list[str] = []
    audience: Literal["people", "business", "both", "officers"] = "both"
    level: Literal["province", "commune", "both"] = "both"
    channels: list[Literal["portal", "counter", "online", "post", "phone", "team"]] = []
    portal_only: bool = False
    grade: Key | None = None
    timers: list[Timer] = []
    route: list[Route] = []
    form: list[FormStep] = []
    parts: list[Part] = []
    fees: list[Fee] = []
    results: list[Result] = []
    law: list[Law] = []
    nearby: list[Measure] = []
    nearby_m: Annotated[float, Meta(gt=0, le=100_000)] = 20_000

    def questions(self) -> Iterator[Question]:
        for step in self.form:
            yield from step.questions

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions() if one.key == key), None)


class Procedures(Facts, frozen=True, kw_only=True):
    """A file in the `procedures/` folder of a domain; what its `[defaults]` say is said of each procedure in it."""

    flows: list[Flow] = []
    grades: list[Grade] = []
    reasons: list[Reason] = []
    templates: list[Template] = []
    procedures: list[Procedure] = []
