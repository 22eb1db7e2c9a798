"""The tables of duties: what is to be done for whom and when, what somebody has said of one, and the day's list."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models import Episode
from assessment.models.references import staff_reference


class Duty(PracticeModel):
    """Something to do for a patient, as the record says it. Worked out, never written by hand: it can be made anew.

    `reference` is what it is about: a plan, a referral, an advice. `due_on` is the day that its sentence names, `day`
    the one that it calls on: the same, or the day that it was put off to. It is there from `opens_on` (null: already)
    until `gone_on` (null: till the record says otherwise). `urgency` is its reason's, kept so that the database can
    count. `words` is what its sentence is filled in with.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="duties")
    reason = models.SlugField(max_length=30, db_index=False)
    reference = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    day = models.DateField()
    opens_on = models.DateField(null=True)
    gone_on = models.DateField(null=True)
    urgency = models.PositiveSmallIntegerField()
    owner = staff_reference(null=True)
    for_doctor = models.BooleanField(default=False)
    words = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "episode", "reason", "reference", "due_on", "opens_on"],
                name="duty_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(day__gte=F("due_on")), name="duty_calls_from_its_day"),
            models.CheckConstraint(
                condition=Q(gone_on=None) | Q(opens_on=None) | Q(gone_on__gt=F("opens_on")),
                name="duty_opens_before_it_goes",
            ),
        ]
        indexes = [models.Index(fields=["practice", "episode"], name="duties_of_practice")]

    def __str__(self) -> str:
        return f"{self.reason} {self.due_on}"


class DutyAct(PracticeModel):
    """What somebody has said of a duty: that it is theirs, that it is put off, or that the patient does not wish the
    follow-up, which puts it off for a year. The newest of each is true.

    It belongs to the duty of this reason, about this, due on this day: of another day it is another duty.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", _("taken over")
        PUT_OFF = "put_off", _("put off")
        DECLINED = "declined", _("does not wish follow-up")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="duty_acts")
    reason = models.SlugField(max_length=30, db_index=False)
    reference = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    until = models.DateField(null=True)
    because = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="taken", until=None)
                | (Q(kind__in=["put_off", "declined"], until__isnull=False, until__gt=F("due_on")) & ~Q(because="")),
                name="duty_put_off_to_a_day_for_a_reason",
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.reason} {self.kind}"


class DutyReckoning(PracticeModel):
    """When the duties of an episode were worked out last: on which content (`basis`), and up to which day they reach.

    An empty basis says that something was recorded since, and that they must be worked out anew. `is_placed`: where it
    stands in the list of the day follows from them as they are now.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="duty_reckonings")
    basis = models.CharField(max_length=40, blank=True)
    until = models.DateField()
    is_placed = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "episode"], name="one_duty_reckoning")]
        indexes = [models.Index(fields=["practice"], condition=Q(is_placed=False), name="duties_to_be_placed")]

    def __str__(self) -> str:
        return f"{self.basis} {self.until}"


class ListOfDay(PracticeModel):
    """What the practice's list is kept for: a day, the content (`basis` as of a reckoning) and the accounts that are
    closed. `counts`: how many episodes stand in each group, of everybody's, of each choice and of each owner.
    """

    as_of = models.DateField()
    basis = models.CharField(max_length=40, blank=True)
    closed = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "lists of day"
        constraints = [models.UniqueConstraint(fields=["practice"], name="one_list_of_day")]

    def __str__(self) -> str:
        return f"{self.as_of}"


class ListPlace(PracticeModel):
    """Where an open episode stands on the day of the list: in which group, and in it by which day; under Safety
    `day` is no day of the calendar, it keeps the order alone. `whose` are the duties that are looked at: everybody's,
    those of a choice, or an owner's.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="list_places")
    whose = models.CharField(max_length=36)
    place = models.PositiveSmallIntegerField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "whose", "episode"], name="one_place_in_a_list")]
        indexes = [models.Index(fields=["practice", "whose", "place", "day", "episode"], name="list_in_order")]

    def __str__(self) -> str:
        return f"{self.whose} {self.place}"
