// Sends the answer to the application. Without scripts, the user presses the button.
document.getElementById("answer").submit();
