"""The two views of the bare application."""

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_POST


class Note(models.Model):
    """A row that the bare application reads and writes; its table is made by the benchmark."""

    text = models.TextField()

    class Meta:
        app_label = "accounts"
        managed = False
        db_table = "benchmark_note"

    def __str__(self) -> str:
        return self.text


@login_required
def read(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(get_object_or_404(Note, pk=number).text)


@login_required
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Note.objects.create(text=request.POST["text"]).pk)


urlpatterns = [path("read/<int:number>/", read), path("write/", write)]
