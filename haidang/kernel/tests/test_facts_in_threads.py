"""Facts are met for the first time by several threads at once: the requests after a start."""

import subprocess
import sys

PROGRAM = """
import sys, threading
from haidang.kernel import registry
sys.setswitchinterval(1e-6)
meeting = [threading.Thread(target=registry._checked, args=[folder]) for folder in registry.folders() * 4]
for one in meeting: one.start()
for one in meeting: one.join()
"""


def test_threads_that_meet_the_same_facts_at_once_do_not_crash():
    assert subprocess.run([sys.executable, "-c", PROGRAM], check=False).returncode == 0
