"""Parts of an indicator's page that other parts of the product bring: `panel(request, chosen)` (see haidang.web.panels).

`chosen` is of web/desk/indicators/choosing.py; the template stands in desk/indicators/panels/ under the module's name.
"""
