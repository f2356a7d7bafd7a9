"""The door to the disk for what commands write: whole or not at all, and only where a file belongs."""

from scheduler.exchange.files import expect_folder as expect_folder
from scheduler.exchange.files import landing as landing
from scheduler.exchange.files import write_whole as write_whole
