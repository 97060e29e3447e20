"""What each rule was lately taken up for and what it did: the newest hundred lines of each rule are kept."""

from typing import ClassVar

from django.db import models

from haidang.kernel.manifest import Words

KEPT = 100


class RuleLine(models.Model):
    """One line of a rule's log, written outside the journal by the process that judges.

    kind: taken (the rule was taken up: it is new, its version, its series or what keeps it from judging changed), or
    judged (within the minute up to `at` it raised or returned alerts).
    """

    kind_name = "rule_line"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    rule = models.ForeignKey("rules.Rule", on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    kind = models.CharField(max_length=8)
    version = models.IntegerField()
    series_count = models.IntegerField(default=0)
    opened = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    problem_vi = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)

    class Meta:
        db_table = "rule_line"
        indexes = [models.Index(fields=["rule", "-id"], name="rule_line_newest")]

    @property
    def problem(self) -> Words | None:
        return Words(vi=self.problem_vi, en=self.problem_en) if self.problem_vi else None
