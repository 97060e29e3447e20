"""The language of indicators: small, without side effects, and able to say why a value is what it is.

    100% * on_time / closed                 of the same domain; another domain's is written domain.key
    revenue - prev(revenue)                 prev(x, n): n periods before; same_last_year(x)
    ytd(disbursed) / whole(plan)            from January on; whole(x): the province's
    below(beds)                             the sum of what lies below
    mean_of(x, 3)                           over the last three periods
    if(a > b, a, b)   min max abs round coalesce   and or not
    series("pm25", "share_above", 50)       telemetry: mean, max, min, sum, last, share_above, share_below, count
    cases("services", "received", "kind")   cases: see core.indicators.from_cases
    to(x, "tỷ đồng")                        the same in another unit; plain(x): as a mere number

Units are checked: people are not added to dossiers, and a quotient is no percentage until it is multiplied by 100%.
A missing operand or a division by zero gives no value, with the reason; never nought.
"""

from .book import dependants as dependants
from .book import in_order as in_order
from .book import levels as levels
from .cells import Cells as Cells
from .cells import Grid as Grid
from .cells import Quality as Quality
from .cells import Why as Why
from .checking import Known as Known
from .checking import check as check
from .checking import unit_of as unit_of
from .errors import FormulaError as FormulaError
from .evaluating import Data as Data
from .evaluating import evaluate as evaluate
from .explaining import Explained as Explained
from .explaining import explain as explain
from .explaining import written as written
from .parser import parse as parse
from .reach import lookback as lookback
from .tree import CasesOf as CasesOf
from .tree import Name as Name
from .tree import Node as Node
from .tree import SeriesOf as SeriesOf
from .tree import compares as compares
from .tree import leaves as leaves
from .tree import names as names
