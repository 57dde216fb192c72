// Sends the answer to the application. Without scripts, the button does.
document.getElementById("answer").submit();
