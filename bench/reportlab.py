# Draws bench's workload with ReportLab, the static layer as a form, and prints
# one line of JSON. workload.go says what the numbers mean; keep the two alike.
#
#   python3 reportlab.py PAGES OUT.pdf FONT_DIRECTORY
import json
import sys
import time
from datetime import date, timedelta

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

PAGE_W, PAGE_H = 447.29, 596.39
LINES_X1, LINES_X2, LINES_Y, LINES_GAP, LINES_N = 46, 222, 84, 12, 40
DOTS_X, DOTS_Y, DOTS_PITCH, DOTS_NX, DOTS_NY, DOT = 240, 260, 9.6, 20, 28, 0.9
CAL_X, CAL_Y, CELL_W, CELL_H, COLS, ROWS = 240, 84, 26, 22, 7, 6
TABS_X, TABS_Y, TAB_W, TAB_H, TABS = 24, 574, 25, 16, 16
REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
MONTHS = ("January February March April May June July August September October "
          "November December").split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DAY = timedelta(days=1)


def plan(pages):
    """The pages as pairs of outline level (year, month, day) and first day."""
    made, day = [], date(2024, 1, 1)
    while len(made) < pages:
        if day.month == 1 and day.day == 1:
            made.append((0, day))
        if day.day == 1:
            made.append((1, day))
        made.append((2, day))
        day += DAY
    return made


def key(level, day):
    return ("year/%04d", "month/%04d-%02d", "day/%04d-%02d-%02d")[level] % (day.year, day.month, day.day)[:level + 1]


def title(level, day):
    if level == 0:
        return str(day.year)
    if level == 1:
        return "%s %d" % (MONTHS[day.month - 1], day.year)
    return "%d %s" % (day.day, DAYS[day.weekday()])


def short(day):
    return "%s %d %s" % (DAYS[day.weekday()][:3], day.day, MONTHS[day.month - 1][:3])


class Planner:
    def __init__(self, pages, out, fonts):
        pdfmetrics.registerFont(TTFont(REGULAR, fonts + "/" + REGULAR + ".ttf"))
        pdfmetrics.registerFont(TTFont(BOLD, fonts + "/" + BOLD + ".ttf"))
        self.plan = plan(pages)
        self.first, self.last = self.plan[0][1], self.plan[-1][1]
        self.links = self.texts = 0
        self.canvas = canvas.Canvas(out, pagesize=(PAGE_W, PAGE_H), pageCompression=1)

    def text(self, x, y, size, font, s):
        self.canvas.setFont(font, size)
        self.canvas.drawString(x + 2, PAGE_H - y - 2 - size * 0.76, s)
        self.texts += 1

    def label(self, x, y, w, h, size, font, s, target, level=2):
        self.text(x, y, size, font, s)
        if level < 2 or self.first <= target <= self.last:
            self.canvas.linkAbsolute("", key(level, target), (x, PAGE_H - y - h, x + w, PAGE_H - y), thickness=0)
            self.links += 1

    def static(self):
        c = self.canvas
        c.beginForm("static")
        for i, s in enumerate(["Schedule", "Calendar", "Notes", "Priorities", "Tasks", "Habits"]):
            self.text(24 + i * 67, 56, 9, BOLD, s)
        for i in range(14):
            self.text(24, LINES_Y - 9 + i * 3 * LINES_GAP, 6.5, REGULAR, "%02d:00" % (7 + i))
        c.setLineWidth(0.4)
        for i in range(LINES_N):
            y = PAGE_H - LINES_Y - i * LINES_GAP
            c.line(LINES_X1, y, LINES_X2, y)
        for i in range(COLS + 1):
            x = CAL_X + i * CELL_W
            c.line(x, PAGE_H - CAL_Y, x, PAGE_H - CAL_Y - ROWS * CELL_H)
        for i in range(ROWS + 1):
            y = PAGE_H - CAL_Y - i * CELL_H
            c.line(CAL_X, y, CAL_X + COLS * CELL_W, y)
        for r in range(DOTS_NY):
            for k in range(DOTS_NX):
                c.rect(DOTS_X + k * DOTS_PITCH, PAGE_H - DOTS_Y - r * DOTS_PITCH - DOT, DOT, DOT, stroke=0, fill=1)
        c.endForm()
        self.texts = 0

    def page(self, level, day):
        c = self.canvas
        c.bookmarkPage(key(level, day))
        c.addOutlineEntry(title(level, day), key(level, day), level)
        c.doForm("static")
        cell = self.grid_start(day)
        for r in range(ROWS):
            for k in range(COLS):
                self.label(CAL_X + k * CELL_W, CAL_Y + r * CELL_H, CELL_W, CELL_H, 8, BOLD, str(cell.day), cell)
                cell += DAY
        first = day.replace(day=1)
        self.label(24, 22, 60, 20, 9, REGULAR, short(day - DAY), day - DAY)
        self.label(90, 22, 170, 20, 14, BOLD, "%d %s %d" % (day.day, MONTHS[day.month - 1], day.year), day, 1)
        self.label(270, 22, 60, 20, 9, REGULAR, str(day.year), day, 0)
        self.label(360, 22, 60, 20, 9, REGULAR, short(day + DAY), day + DAY)
        for i in range(TABS):
            tab = first + i * DAY
            self.label(TABS_X + i * TAB_W, TABS_Y, TAB_W, TAB_H, 6, REGULAR,
                       "%d %s" % (tab.day, MONTHS[tab.month - 1][:3]), tab)
        c.showPage()

    def grid_start(self, day):
        month = day.replace(day=1)
        while True:
            start = month - month.weekday() * DAY
            if start + (COLS * ROWS - 1) * DAY <= self.last:
                return start
            month = (month - DAY).replace(day=1)

    def draw(self):
        self.static()
        for level, day in self.plan:
            self.page(level, day)
        self.canvas.showOutline()
        self.canvas.save()


start = time.perf_counter()
planner = Planner(int(sys.argv[1]), sys.argv[2], sys.argv[3])
planner.draw()
print(json.dumps({
    "pages": len(planner.plan),
    "links": planner.links,
    "texts": planner.texts + 20 * len(planner.plan),
    "seconds": time.perf_counter() - start,
}))
