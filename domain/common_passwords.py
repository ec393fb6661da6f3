"""The passwords that are tried first, and the words that most passwords are made of."""

_WORDS = """
qwerty qwertz azerty qwertyui qwertyuiop qwertzui qwertzuiop azertyuiop asdf asdfgh
asdfghjk asdfghjkl zxcvbn zxcvbnm yxcvbnm qazwsx qazwsxedc wsxedc 1qaz2wsx 1qaz2wsx3edc
zaq12wsx zaq1zaq1 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 qweasd
qweasdzxc asdqwe asd123 qwe123 qwer1234 asdf1234 zxcv1234 123qwe 123qweasd 1234qwer
12345678 123456789 1234567890 0123456789 0987654321 987654321 87654321 12341234
123123123 11223344 1122334455 12344321 123454321 147258369 159357 147852369 741852963
789456123 123321123 12121212 13131313 69696969 10203040 102030405060 13579024
abcdefg abcdefgh abcdefghi abcd1234 abc12345 abc123456 a1b2c3d4 a1b2c3d4e5 aa123456
a12345678 a123456789 12345678a 123456789a 1a2b3c4d 123abc123 abcabc abcdabcd
password passwort passwords passw0rd p@ssword p@ssw0rd pa55word passwd passe motdepasse
contrasena senha senha123 wachtwoord parola haslo heslo jelszo kennwort
losenord salasana adgangskode sifre welcome welcome1 willkommen bienvenue bienvenido
benvenuto welkom letmein letmeinnow iloveyou iloveu ichliebedich jetaime teamo tequiero
tiamo hallo hallohallo hello hellohello bonjour hola ciao changeme changeit change
changethis default secret secret123 geheim topsecret access accesscode admin
administrator adminadmin root rootroot superuser superman supervisor guest user username
login logmein test testing tester testtest test1234 temp temporary demo demodemo sample
example master manager system server service support office company business private
security secure internet computer windows samsung google facebook amazon apple microsoft
linkedin twitter instagram whatsapp netflix spotify pokemon minecraft fortnite starwars
matrix billing invoice invoices payment payments customer account accounts portal
subscription finance money dollar newpassword mypassword yourpassword oldpassword
password123 passwordpassword nopassword
spring summer autumn winter fruhling fruehling sommer herbst monday tuesday wednesday
thursday friday saturday sunday january february march april june july august september
october november december januar februar marz maerz juni juli oktober dezember
sunshine princess prinzessin princesa princesse angel angels football fussball futbol
baseball basketball soccer hockey tennis golf golfer liverpool arsenal chelsea barcelona
realmadrid juventus bayern ferrari porsche mercedes corvette mustang harley yamaha
batman spiderman ironman wolverine superstar rockstar monkey dragon tiger lion eagle
eagles panther wolf bear dolphin dolphins butterfly schmetterling papillon mariposa
flower flowers blume sunflower rainbow regenbogen chocolate schokolade chocolat
chocolate1 cookie cookies cheese pepper ginger banana cherry orange purple yellow silver
golden diamond freedom freiheit forever forever1 always family familie friends freunde
lovely loveme lover iloveme babygirl babyboy baby sweetie sweetheart schatz liebe amour
amore darling honey beautiful handsome happy happiness lucky blessed jesus jesuschrist
heaven maria marie michael michelle daniel daniela thomas andrea andreas alexander
alexandra christian christine sebastian stephanie jennifer jessica nicole sabrina
matthew joshua jordan charlie robert george martin markus stefan patrick benjamin
anthony elizabeth victoria isabella gabriel samantha amanda ashley hannah trustno
trustno1 trustnoone whatever nothing something killer hunter ranger maverick phoenix
shadow ghost knight warrior gladiator pirate ninja samurai cowboy viking wizard merlin
gandalf snoopy garfield mickey donald tigger winnie bambi bailey buster cooper maggie
sophie lucky7 jackson taylor metallica nirvana slipknot eminem beatles elvis
"""

COMMON_PASSWORDS = frozenset(_WORDS.split())
