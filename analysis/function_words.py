"""Words that hold sentences together and say nothing by themselves. A group of only such words is no phrase."""

ENGLISH = """a about after again all also am an and any are as at be because been before being both but by can
    could did do does doing don't down each even few for from had has have he her here hers him his how i i'm
    if in into is isn't it it's its just like me more most much must my no nor not now of off on once only or
    other our out over own same she should so some such than that that's the their them then there these they
    they're this those through to too under until up us very was we were what when where which while who whom
    why will with won't would yes yet you you're your s t re ve ll d m"""
UKRAINIAN = """а або але б без би бо був була були було бути в вам вас ви від він вона вони воно все всі вже
    де для до ж за з зі і із її їх й його йому коли кого ким ли лише мені ми мій на навіть над нам нас наш не
    нею ним них ні ну о об один от ось під по про при просто саме свій свої себе так там та такий те тепер ти
    тільки то тому тут у усі це цей ці цього ця чи чого чому ще що щоб як яка який які якщо я є"""
RUSSIAN = """а без бы был была были было быть в вам вас весь во вот все всё вы где да для до его ее если есть
    еще же за здесь и из или им их к как какой когда кто ли лишь меня мне мы на над нам нас наш не него нее
    нет ни них но ну о об он она они оно от очень по под при про с сам свой себя со так такой там то того тоже
    только том тут ты у уже чем что чтобы эта эти это этого этот я"""
POLISH = """a aby albo ale ani aż bardzo bez bo by był była było były być ci co czy dla do gdy gdzie go i ich
    im ja jak jako jego jej jest jestem jeszcze już ją kiedy kto która które który lub ma mam mi mnie my na
    nad nam nas nasz nawet nie nim niż no o od on ona one oni po pod przed przez przy są się sobie swoje ta
    tak tam te tego tej ten to tu ty tylko tym u w we więc wy z za ze że"""
GERMAN = """aber alle als also am an auch auf aus bei bin bis da dann das dass dein dem den der des die dies
    diese dieser doch du durch ein eine einem einen einer eines er es etwas für hat habe haben hier ich ihm
    ihn ihr im in ist ja kann kein keine man mehr mein mich mir mit muss nach nicht noch nun nur ob oder ohne
    schon sehr sein seine sich sie sind so über um und uns unser unter vom von vor war waren was weil wenn wer
    werden wie wir wird wo zu zum zur"""
ALL = frozenset(f"{ENGLISH} {UKRAINIAN} {RUSSIAN} {POLISH} {GERMAN}".replace("ё", "е").split())
