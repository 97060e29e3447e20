"""The last-run log of rules: when each was taken up, for how many series, and what keeps it from judging."""

from haidang.kernel import clock

from .models import RuleRun
from .plan import Planned


def note_runs(planned: Planned) -> None:
    now = clock.now()
    rows = []
    for rule, count in planned.counts.items():
        problem, judged = planned.problems.get(rule), planned.rules.get(rule)
        rows.append(
            RuleRun(
                rule_id=rule,
                version=judged.version.number if judged else 0,
                planned_at=now,
                series_count=count,
                problem_vi=problem.vi if problem else "",
                problem_en=problem.en if problem else "",
            )
        )
    RuleRun.objects.exclude(rule_id__in=planned.counts).delete()
    RuleRun.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["rule"],
        update_fields=["version", "planned_at", "series_count", "problem_vi", "problem_en"],
    )
