from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "haidang.core.documents"
    label = "documents"

    def ready(self) -> None:
        from haidang.core.cases import course as cases
        from haidang.core.cases import needs
        from haidang.core.citizens import own_data
        from haidang.core.citizens import queries as citizens

        from . import course, own

        cases.moved.append(course.moved)
        cases.extended.append(course.extended)
        cases.running_out.append(course.running_out)
        needs.result_checks.append(course.result_is_signed)
        own_data.more_to_export["papers"] = own.exported
        citizens.more_held.append(own.held)
