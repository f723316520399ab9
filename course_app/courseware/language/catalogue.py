"""Every problem of the content language: code, sentence, fix hint. ``$name`` is filled in where it is found."""

from collections.abc import Mapping
from types import MappingProxyType

Entry = tuple[str, str]

_FILE: dict[str, Entry] = {
    "E101": ("The file is not UTF-8", "save it as UTF-8"),
    "E102": ("This YAML cannot be read: $reason", 'put a text with ": " or " #" in quotes'),
    "E103": ("The front matter never ends", "add a line --- below its last setting"),
    "E104": (
        "The front matter must start on the first line, first column",
        "move --- to the top of the file",
    ),
    "E105": ("'$word' is no setting here", "$suggestion"),
    "E106": ("'$word' stands twice", "keep one"),
    "E107": ("'$word' must be $wanted", "$example"),
    "E108": (
        "Anchors, aliases, tags and merge keys are not allowed",
        "write the value out, in quotes if it starts with & * ! or <<",
    ),
    "E109": ("$what is too long: $count of $limit", "split it, or make it shorter"),
}

_LINES: dict[str, Entry] = {
    "E201": ("The code block never ends", "close it with a line $fence"),
    "E202": ("The comment never ends", "close it with -->"),
    "E203": ("A heading starts in the first column", "$fix"),
    "E204": ("A heading needs a blank after #, and words", "$fix"),
    "E205": (
        "This line turns the text above into a heading",
        "write # before the text, or leave a line empty between them",
    ),
    "E206": ("The file has no title", "begin with a line: # Title"),
    "E207": ("A second title", "one file is one unit: use ##, or another file"),
    "E208": ("Text stands before the title", "move it below the line that starts with #"),
    "E209": ("Four blanks make this a code block", "start in the first column, or fence code with ```"),
    "E210": ("An invisible character stands here ($name)", "type a plain blank, or delete it"),
    "E211": ("'$word' is not a list of marks", "$suggestion"),
    "E212": ("Cannot read '$word' in the marks", 'use straight quotes: key="value"'),
    "E213": (
        "'$word' is not an id",
        "small letters, digits and hyphens, a letter first, 40 at most: $example",
    ),
    "E214": ("'$word' means nothing on $where", "$suggestion"),
    "E215": ("There is no kind '.$word' here", "$suggestion"),
    "E216": ("A unit has no {#id}: its file name is its id", "delete '$word', or rename the file"),
    "E217": (
        "Marks stand at the end of the line",
        "move '$word' to the end of its line, or write \\{ for a plain brace",
    ),
    "E218": ("This line cannot carry marks", "delete '$word', or write \\{ for a plain brace"),
    "E219": ("'$word' must be $wanted", "$example"),
    "E221": ("The id '$word' stands on $other too", "rename one of the two"),
    "E222": ("$count of the things in this file have no id, the first is here", "run: course content fmt"),
    "E223": (
        "The published id '$word' is gone; learners with data under it: $count",
        "write {#new was=$word}, or confirm",
    ),
    "E224": ("$what stands one # below what holds it", "$fix"),
    "E225": ("Nested too deeply: $limit levels are the most", "make it flatter"),
    "E226": ("Link definitions do not reach here", "write the address into the link: [text](address)"),
}

_QUESTIONS: dict[str, Entry] = {
    "E301": ("This looks like an answer and is not one", "$fix"),
    "E302": ("This question has no answers", "add lines such as - (x) right and - ( ) wrong"),
    "E303": ("A '-' line in a question needs its mark", "an answer: - ( ) …, a prose list: * …"),
    "E304": ("An answer line stands outside a question", "$fix"),
    "E310": ("Two answers, or an answer and its feedback, stand on one line", "$fix"),
    "E311": (
        "A code block stands between answers",
        "indent it by two blanks below an empty line, or move it above the answers",
    ),
    "E312": ("An answer stands below a note", "move it up, above the notes"),
    "E313": ("An answer is indented under another", "start it in the first column"),
    "E314": ("The note '$word' stands above the answers", "move it below the last answer"),
    "E315": ("This quote belongs to no answer", "put two blanks before >, or begin with > Why:"),
    "E316": ("A note cannot start with '$word'", "$suggestion"),
    "E317": ("Markdown adds this line to the $above above", "join the two lines"),
    "E318": ("Text stands below the answers", "move it above them, or begin it with > Why:"),
    "E319": ("This is neither feedback nor code nor a picture", "feedback starts with >"),
    "E321": ("Two kinds of answers stand in one question", "keep to the first kind: $first"),
    "E322": ("Exactly one answer has (x), here it is $count", "mark the one right answer: - (x) …"),
    "E323": ("A choice needs two answers or more", "add another: - ( ) …"),
    "E324": ("No answer is marked as right", "mark at least one: - [x] …"),
    "E325": ("A share means nothing here", "delete '$word'"),
    "E326": ("No right answer stands here", "add one: - = …"),
    "E327": ("A range stands among words", "make every value a number, or write the text in quotes"),
    "E328": (
        "'$word' can be read in two ways",
        "write a decimal point and no separator for thousands: 0.5, 1000",
    ),
    "E329": ("An expected wrong answer needs feedback", "add below it:   > why it is wrong"),
    "E331": ("This gap does not close on its line", "end it with ]], or write \\[\\[ for plain brackets"),
    "E332": ("A match needs two pairs or more", "add another: - left => right"),
    "E333": ("One [long] stands in a question", "keep one, make a question of the other"),
    "E334": ("An order needs three lines or more", "add a line, or make it another kind of question"),
    "E335": ("The same answer stands on line $other", "change or delete one of the two"),
    "E336": ("Two => stand in one pair", "write the plain one as \\=>"),
    "E337": ("A gap with choices needs exactly one (x)", "[[(x) right | wrong]]"),
    "E338": ("'$word' is not a number", "a number, a range 18..22 or a tolerance 20 +- 1"),
    "E339": ("An empty gap, or an empty choice in it", "write what goes in: [[word]]"),
    "E341": ("A scenario without scenes", "add: $fix"),
    "E342": ("No scene has the id '#$word'", "$suggestion"),
    "E343": ("No choice leads to '#$word'", "lead a choice to it: - ( ) [text](#$word), or delete the scene"),
    "E344": ("The scenario never ends", "add a scene without choices and lead a choice to it"),
    "E345": ("A choice in a scene is a link to the next one", "- ( ) [text](#scene)"),
    "E351": ("A reflection cannot stand in the final", "move it to a lesson or a check"),
    "E352": ("A check without questions", "add: ## Your question? {#id}"),
    "E353": ("Questions stand inside and outside pools", "move the others into a pool too"),
}

_TASKS: dict[str, Entry] = {
    "E411": ("No task is '.$word'", "$suggestion"),
    "E412": (
        "Each ## in an action step is a task and needs its kind",
        "{.worksheet #id} for fields, {.text} for plain text",
    ),
    "E413": ("No part is '.$word'", "$suggestion"),
    "E414": ("This step has no task", "add: ## What to do {.worksheet #id}"),
    "E415": (
        "This task reads $what, which a later one collects",
        "move it below that task, or add the task before it",
    ),
    "E416": ("These numbers cannot be met: $numbers", "lower the first, or raise the second"),
    "E417": ("This list line is no item here", "an item starts with '- ' in the first column"),
    "E421": ("This looks like a field and is not one", "$fix"),
    "E422": ("A .$word task has its own fields", "put your own into a ## … {.worksheet #id}"),
    "E423": ("No field is '[$word]'", "$suggestion"),
    "E424": ("A scale needs its ends", "[scale 1..5], from 0 or 1 up to 10"),
    "E425": ("A select needs its options", "add two or more indented lines:   - option"),
    "E431": (
        "A .table needs a heading line and a line of dashes",
        "| Name {#name .text} | and below it |---|",
    ),
    "E432": ("$headings headings but $columns columns", "give each row as many cells; a | in a cell is \\|"),
    "E433": ("The column '$word' needs one type", "{#name .text}"),
}

_LINKS: dict[str, Entry] = {
    "E501": ("Nothing is at '$word'", "$suggestion"),
    "E502": ("From this folder the address starts with ../", "write $fix"),
    "E503": ("No section '#$word' is in $other", "$suggestion"),
    "E504": ("Only http, https, mailto and tel can be linked", "write the whole address: https://…"),
    "E505": ("Pictures come from assets/", "put the picture into assets/ and link ../assets/…"),
    "E506": ("SVG: $what was removed", "draw it without"),
    "E507": ("No $what beside '$word'", "add $fix"),
    "E508": ("No slot is '{{$word}}'", "$suggestion"),
    "E509": ("No source is '[^$word]'", "$suggestion"),
    "E510": ("A footnote cannot stand in a question", "name the source in words, or cite it in the lesson"),
}

_COURSE: dict[str, Entry] = {
    "E601": ("'$word' is in the outline, but there is no file", "$suggestion"),
    "E602": ("$what stands in no outline", "add it to course.yml, or write state: draft"),
    "E603": ("'$word' stands twice", "keep one"),
    "E604": ("Topic '$word' draws $draw of $count questions", "add questions, or draw fewer"),
    "E605": ("No draw can hold $count questions tagged '$word'", "tag more questions, or lower at-least"),
    "E606": (
        "Only $count of the final's own questions can be drawn, $own are asked",
        "add questions to final/, or lower own",
    ),
    "E607": ("'$word' requires itself by way of $path", "take one of these requirements out"),
    "E608": (
        "'$word' requires what comes later: '$other'",
        "move it down in the outline, or take the requirement out",
    ),
    "E609": ("A learner who does everything cannot finish: $reason", "$suggestion"),
    "E610": ("pick=$pick, but only $count questions stand here", "add questions, or lower pick"),
    "E611": ("This translation differs: '$word' is $how", "keep ids, kinds, keys and numbers as in $other"),
}

_ADVICE: dict[str, Entry] = {
    "W701": ("No feedback on a wrong answer", "say below it why:   > …"),
    "W702": ("More than four options", "keep the three or four that people really choose"),
    "W703": ("'$word' tests reading, not knowing", "write an answer that stands for itself"),
    "W704": ("Only one [x]", "is it a choice of one? ( ) and (x)"),
    "W705": (
        "The longest option is the key in $count of $total questions",
        "make the wrong ones as full, or the right ones shorter",
    ),
    "W706": (
        "The key stands in place $place in $count of $total questions",
        "move some, or let the options be shuffled",
    ),
    "W707": ("The pool has $count questions for a pick of $pick", "write at least $wanted"),
    "W708": ("Topic '$word' has $count questions for $draw drawn", "write at least $wanted"),
    "W709": (
        "The wrong answer '$word' is within one letter of a right one",
        "choose one that a typing slip cannot reach",
    ),
    "W710": ("The tag '$word' is used once", "$suggestion"),
    "W711": ("A long heading: $count letters", "ask in at most 120 letters, put the scene below it"),
    "W712": ("'$word' is read as text", "a share is written $fix; a plain brace is \\{"),
    "W714": ("Two notes in one quote run together on GitHub", "leave a line empty between them"),
    "W715": ("The objective '$word' has no question", "write objective=$word on one, or drop the objective"),
    "W721": ("HTML is shown as text: $word", "write Markdown, or put it in `code`"),
    "W722": ("'$word' without its kind", "$fix"),
    "W723": ("Markdown elsewhere shows this differently: $what", "$fix"),
    "W724": (
        "A table without {.table} in a worksheet cannot be filled in",
        "### Heading {.table #id} above it, or move it to the text",
    ),
    "W725": ("A line of ____ cannot be filled in", "- [text] label {#id}"),
    "W726": ("The picture has no alternative text", "![what it shows](…)"),
    "W727": ("A level of headings is skipped", "use one # less"),
    "W728": ("Reading grade $grade, the aim is $aim", "shorter sentences, simpler words"),
    "W729": ("No question within $minutes minutes of reading", "add a section {.recall}"),
    "W730": ("Less than $minutes minutes fit these words", "write minutes: $wanted"),
    "W731": ("A bare address", "[words](address)"),
}

CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {**_FILE, **_LINES, **_QUESTIONS, **_TASKS, **_LINKS, **_COURSE, **_ADVICE}
)
