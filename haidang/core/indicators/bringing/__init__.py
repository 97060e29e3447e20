"""Figures that offices and programs bring: what is asked of whom, forms and workbooks, checks, and who is late."""
