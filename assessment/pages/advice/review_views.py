"""The pages of what is to be reviewed: what is overdue, who is responsible, and why clinicians refuse it."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.advice.counts import QuarterOfResponses, figures_by_recommendation
from assessment.record.clock import today
from guidelines.models import PinnedRecommendation, Publication, Release
from guidelines.publishing.review_queue import (
    PublicationReview,
    RecommendationReview,
    overdue_of,
    possible_owners,
    review_queue,
    set_owner,
)


class OwnerForm(forms.Form):
    """Who sees to a publication's review. Several stand on one page: the field's name is the publication's own."""

    owner = forms.ModelChoiceField(
        possible_owners(),
        label=gettext_lazy("Responsible for the review"),
        required=False,
        empty_label=gettext_lazy("nobody"),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, publication: Publication) -> None:
        super().__init__(data, prefix=publication.key, initial={"owner": publication.owner_id})


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def reviews(request: SignedInRequest) -> HttpResponse:
    """Everything in force, what is overdue first, with who is responsible and why clinicians refuse it."""
    return _page(request)


@requires(Permission.CONTENT_EDIT)
@require_POST
def owner(request: SignedInRequest, publication: str) -> HttpResponse:
    """Choose who is responsible for a publication's review."""
    found = get_object_or_404(Publication, key=publication)
    form = OwnerForm(request.POST, publication=found)
    if not form.is_valid():
        return _page(request, form, found)
    set_owner(by=request.user, publication=found, owner=form.cleaned_data["owner"])
    messages.success(request, _("The responsible person is saved."))
    return redirect("editing_reviews")


def _page(request: SignedInRequest, refused: OwnerForm | None = None, of: Publication | None = None) -> HttpResponse:
    queue = review_queue(today())
    figures = figures_by_recommendation(today())
    overdue, mine = overdue_of(queue, request.user)
    context = {
        "entries": [(entry, _owner_form(entry, refused, of), _add_figures(entry, figures)) for entry in queue],
        "overdue": overdue,
        "mine": mine,
        "form": refused,
    }
    return render(request, "assessment/advice/reviews.html", context, status=422 if refused else 200)


def _owner_form(entry: PublicationReview, refused: OwnerForm | None, of: Publication | None) -> OwnerForm:
    publication = entry.release.publication
    return refused if refused and publication == of else OwnerForm(publication=publication)


def _add_figures(
    entry: PublicationReview, figures: Mapping[int, list[QuarterOfResponses]]
) -> list[tuple[RecommendationReview, QuarterOfResponses | None]]:
    """Each recommendation with its newest quarter that is over; None if nothing was counted."""
    return [(row, next(iter(figures.get(row.pin.version.recommendation_id, [])), None)) for row in entry.rows]


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def responses(request: SignedInRequest, guideline: str, recommendation: str) -> HttpResponse:
    """What clinicians made of one recommendation that is in force, by quarter."""
    pin = (
        PinnedRecommendation.objects.filter(
            release__in=Release.objects.effective(),
            version__recommendation__publication__key=guideline,
            version__recommendation__key=recommendation,
        )
        .select_related("version__recommendation__publication", "version__strength", "version__certainty", "release")
        .first()
    )
    if pin is None:
        raise Http404
    found = pin.version.recommendation_id
    context = {"pin": pin, "quarters": figures_by_recommendation(today(), only=found).get(found, [])}
    return render(request, "assessment/advice/responses.html", context)
