package dev.restauth.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Makes the owner of a data folder the owner of files that root created in it. Otherwise a command
 * that an operator ran as root would leave files that the server cannot open.
 */
public final class FolderOwner {
  private FolderOwner() {}

  /**
   * Gives a file the owner and the group of its folder.
   *
   * @throws IOException if the file has another owner and this process may not change the owner
   */
  public static void give(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(folder, PosixFileAttributes.class);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!view.readAttributes().owner().equals(wanted.owner())) {
      view.setGroup(wanted.group());
      view.setOwner(wanted.owner());
    }
  }
}
