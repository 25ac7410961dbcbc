"""Demonstration lessons written for Tirek, as package data, and the catalogue that names them."""

from server.demo.lessons.catalogue import (
    COURSES,
    LESSONS_FOLDER,
    Course,
    Item,
    ItemKind,
    Lesson,
    PhotoTask,
    read_photo_task,
)
from server.demo.lessons.packages import PackageSourceInvalid, build_package

__all__ = [
    "COURSES",
    "LESSONS_FOLDER",
    "Course",
    "Item",
    "ItemKind",
    "Lesson",
    "PackageSourceInvalid",
    "PhotoTask",
    "build_package",
    "read_photo_task",
]
