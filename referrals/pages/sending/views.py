"""The pages of a signed letter: read it, hand it out, mark it as sent, withdraw and replace it."""

import hashlib
import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import AccessAction
from accounts.pages.http import PracticeRequest, attachment, inline_pdf
from accounts.sign_in.permissions import Permission, requires
from assessment.record.clock import today
from referrals.fhir.document import letter_document
from referrals.follow_up.access import get_letter, prepare_for_lists
from referrals.letters.handing_out import WrongDay, record_hand_out, record_sent
from referrals.letters.plain_text import LetterText, beyond, text_parts, whole_text
from referrals.letters.signing import Withdrawn, new_version, withdraw_letter
from referrals.models import Letter, LetterHandOut, ReferralEvent
from referrals.pages.sending.forms import HandOutForm, SentForm, WithdrawForm, unsaved_texts
from referrals.pages.sending.since_signing import changes_since_signing
from referrals.rules.reservations import run_out_pathway


def get_signed(request: PracticeRequest, letter_id: UUID, action: AccessAction = AccessAction.READ) -> Letter:
    """A signed letter; one in preparation is not found here."""
    found = get_letter(by=request.staff, letter_id=letter_id, action=action)
    if not found.signed_at:
        raise Http404
    return found


def signed_page(
    request: PracticeRequest, found: Letter, *, status: int = 200, form: WithdrawForm | None = None
) -> HttpResponse:
    """The signed letter. What someone was still writing when it was signed is shown, to be copied."""
    refused = request.method == "POST" and form is None
    versions = list(prepare_for_lists(found.referral.letters.all()).order_by("-number"))
    standing = (version for version in versions if version.signed_at and not hasattr(version, "withdrawal"))
    context = {
        "replaced_by": next((version for version in standing if version.number > found.number), None),
        "letter": found,
        "patient": found.referral.episode.patient,
        "episode": found.referral.episode,
        "versions": versions,
        "is_sent": found.events.filter(kind=ReferralEvent.Kind.SENT).exists(),
        "is_intact": is_intact(found),
        "may_withdraw": Permission.REFERRAL_SIGN in request.permissions,
        "withdraw_form": form or WithdrawForm(),
        "unsaved": unsaved_texts(found, request.POST),
        "changed_since": changes_since_signing(found),
        "refused": refused,
    }
    return render(request, "referrals/sending/signed.html", context, status=409 if refused else status)


def is_intact(letter: Letter) -> bool:
    """Whether the kept PDF is, byte for byte, the one that was signed."""
    return hashlib.sha256(letter.pdf or b"").hexdigest() == letter.pdf_sha256


@requires(Permission.REFERRAL_SIGN)
@require_POST
@never_cache
def withdraw(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Take a signed letter back."""
    found = get_signed(request, letter_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return signed_page(request, found, status=422, form=form)
    try:
        withdraw_letter(by=request.staff, letter=found, reason=form.cleaned_data["reason"])
    except Withdrawn:
        messages.warning(request, _("The letter was withdrawn already."))
    else:
        messages.success(request, _("The letter is withdrawn."))
    return redirect("letter", found.pk)


@requires(Permission.REFERRAL_PREPARE)
@require_http_methods(["GET", "POST"])
@never_cache
def send(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The letter to copy and to fetch; a POST notes that it was sent."""
    found = get_signed(request, letter_id)
    if request.method == "GET":
        return _send_page(request, found, SentForm(letter=found))
    form = SentForm(request.POST, letter=found)
    if not form.is_valid():
        return _send_page(request, found, form, status=422)
    try:
        record_sent(by=request.staff, letter=found, on=form.cleaned_data["on"], how=form.way)
    except WrongDay:
        form.add_error("on", _("The letter was not signed yet on that day."))
        return _send_page(request, found, form, status=422)
    except Withdrawn:
        return _send_page(request, found, form, status=409)
    messages.success(request, _("The letter is marked as sent."))
    return redirect("letter_send", found.pk)


def _send_page(request: PracticeRequest, found: Letter, form: SentForm, *, status: int = 200) -> HttpResponse:
    assert found.frozen is not None, "a signed letter is frozen"
    limit = settings.REFERRAL_TEXT_LIMIT
    parts = [LetterText("", _("The whole letter"), whole_text(found.frozen)), *text_parts(found.frozen)]
    context = {
        "letter": prepare_for_lists(Letter.objects.filter(pk=found.pk)).get(),
        "frozen": found.frozen,
        "patient": found.referral.episode.patient,
        "limit": limit,
        "parts": [{"part": part, "length": len(part.text), "beyond": beyond(part.text, limit)} for part in parts],
        "form": form,
        "refused": status == 409,
        "changed_since": changes_since_signing(found),
        "ran_out": run_out_pathway(found.referral.pathway_release.body, today()),
        **_hand_outs(found),
    }
    return render(request, "referrals/sending/send.html", context, status=status)


def _refuse_withdrawn(request: PracticeRequest, found: Letter) -> HttpResponse:
    """The page that refuses to hand out a withdrawn letter, and says why."""
    return _send_page(request, found, SentForm(letter=found), status=409)


def _hand_outs(found: Letter) -> dict[str, object]:
    assert found.frozen is not None, "a signed letter is frozen"
    titles = {part.key: part.title for part in text_parts(found.frozen)}
    rows = found.hand_outs.select_related("handed_out_by__user").order_by("-handed_out_at")
    return {"hand_outs": [{"row": row, "title": titles.get(row.section, row.section)} for row in rows]}


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@never_cache
def hand_out(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Note that a text was copied; the copying itself happens in the browser."""
    found = get_signed(request, letter_id)
    assert found.frozen is not None, "a signed letter is frozen"
    form = HandOutForm(request.POST, parts=text_parts(found.frozen))
    if not form.is_valid():
        raise Http404
    try:
        sent = form.cleaned_data
        record_hand_out(by=request.staff, letter=found, form=sent["copied"], section=sent["section"])
    except Withdrawn:
        # The page that is open was made before; it is made anew, and says so.
        return HttpResponseClientRefresh() if request.htmx else _refuse_withdrawn(request, found)
    if request.htmx:
        return render(request, "referrals/sending/_hand_outs.html", _hand_outs(found))
    return redirect(reverse("letter_send", args=[found.pk]) + "#hand-outs")


@requires(Permission.REFERRAL_PREPARE)
@require_GET
@never_cache
def pdf(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The signed PDF, byte for byte as it was signed; to read, or with ?download to hand out."""
    downloads = "download" in request.GET
    found = get_signed(request, letter_id, AccessAction.READ if downloads else AccessAction.EXPORT)
    assert found.pdf is not None, "a signed letter has its PDF"
    if not downloads:
        return inline_pdf(found.pdf, f"{_file_name(found)}.pdf")
    try:
        record_hand_out(by=request.staff, letter=found, form=LetterHandOut.Form.PDF)
    except Withdrawn:
        return _refuse_withdrawn(request, found)
    return attachment(found.pdf, "application/pdf", f"{_file_name(found)}.pdf")


@requires(Permission.REFERRAL_PREPARE)
@require_GET
@never_cache
def fhir(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The signed letter as a FHIR document, made from what was frozen and from the kept PDF alone."""
    found = get_signed(request, letter_id)
    assert found.frozen is not None, "a signed letter is frozen"
    assert found.pdf is not None, "a signed letter has its PDF"
    try:
        record_hand_out(by=request.staff, letter=found, form=LetterHandOut.Form.FHIR)
    except Withdrawn:
        return _refuse_withdrawn(request, found)
    parts = [(part.title, part.text) for part in text_parts(found.frozen)]
    document = letter_document(found.pk, found.frozen, parts, bytes(found.pdf))
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return attachment(content, "application/fhir+json", f"{_file_name(found)}.json")


def _file_name(found: Letter) -> str:
    """A name that holds no CPR number, and says of a withdrawn letter that it is."""
    withdrawn = "-tilbagekaldt" if hasattr(found, "withdrawal") else ""
    return f"henvisning-{str(found.pk)[:8]}-v{found.number}{withdrawn}"


@requires(Permission.REFERRAL_PREPARE)
@require_POST
def replace(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Begin a new version of a signed letter."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    return redirect("letter", new_version(by=request.staff, letter=found).pk)
